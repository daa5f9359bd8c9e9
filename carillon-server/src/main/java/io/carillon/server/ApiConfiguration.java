package io.carillon.server;

import io.carillon.server.access.SecurityConfiguration;
import io.carillon.server.access.TokenController;
import io.carillon.server.access.TokenRequest;
import io.carillon.server.body.BodyReader;
import io.carillon.server.body.LimitedBody;
import io.carillon.server.cluster.ClusterController;
import io.carillon.server.health.HealthController;
import io.carillon.server.health.MetricsController;
import io.carillon.server.health.RequestTimer;
import io.carillon.server.http.JsonConfiguration;
import io.carillon.server.http.JsonWriter;
import io.carillon.server.http.WebServerConfiguration;
import io.carillon.server.log.LogController;
import io.carillon.server.problem.ProblemAdvice;
import io.carillon.server.run.BatchRequest;
import io.carillon.server.run.RunController;
import io.carillon.server.run.RunEventController;
import io.carillon.server.run.TaskRunController;
import io.carillon.server.run.TriggerController;
import io.carillon.server.run.TriggerRequest;
import io.carillon.server.worker.WorkerController;
import io.carillon.server.workflow.Source;
import io.carillon.server.workflow.VersionController;
import io.carillon.server.workflow.WorkflowController;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spring, as far as it is used: the web server, the security filters, MVC and the controllers, each
 * named here, so that nothing is looked for at the start.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@Import({
  JsonConfiguration.class,
  WebServerConfiguration.class,
  SecurityConfiguration.class,
  ProblemAdvice.class,
  HealthController.class,
  MetricsController.class,
  DocumentController.class,
  WorkflowController.class,
  VersionController.class,
  TriggerController.class,
  RunController.class,
  RunEventController.class,
  TaskRunController.class,
  LogController.class,
  WorkerController.class,
  ClusterController.class,
  TokenController.class,
})
class ApiConfiguration implements WebMvcConfigurer {

  private static final List<MediaType> JSON = List.of(MediaType.APPLICATION_JSON);
  private static final List<MediaType> DEFINITION =
      List.of(
          MediaType.APPLICATION_YAML,
          MediaType.APPLICATION_JSON,
          MediaType.TEXT_PLAIN,
          MediaType.parseMediaType("application/x-yaml"),
          MediaType.parseMediaType("text/yaml"));

  private final JsonMapper json;
  private final MeterRegistry meters;

  ApiConfiguration(JsonMapper json, MeterRegistry meters) {
    this.json = json;
    this.meters = meters;
  }

  /** Bodies are read by these alone: each has its limit and names what is wrong. */
  @Override
  public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
    converters
        .addCustomConverter(
            new BodyReader<>(Source.class, LimitedBody.DEFINITION, Source::parse, DEFINITION))
        .addCustomConverter(
            new BodyReader<>(
                TriggerRequest.class, LimitedBody.REQUEST, TriggerRequest::parse, JSON))
        .addCustomConverter(
            new BodyReader<>(BatchRequest.class, LimitedBody.BATCH, BatchRequest::parse, JSON))
        .addCustomConverter(
            new BodyReader<>(TokenRequest.class, LimitedBody.REQUEST, TokenRequest::parse, JSON))
        .addCustomConverter(new ByteArrayHttpMessageConverter())
        .addCustomConverter(new StringHttpMessageConverter())
        .addCustomConverter(new JsonWriter(json));
  }

  @Override
  public void addInterceptors(InterceptorRegistry interceptors) {
    interceptors
        .addInterceptor(new RequestTimer(meters))
        .excludePathPatterns("/**/follow", "/**/events");
  }
}
