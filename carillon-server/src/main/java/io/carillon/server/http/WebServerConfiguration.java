package io.carillon.server.http;

import io.carillon.server.problem.ProblemValve;
import java.net.InetAddress;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Tomcat, a virtual thread for each request, with the security filters and Spring MVC. */
@Configuration(proxyBeanMethods = false)
public class WebServerConfiguration {

  /** Where to listen. */
  public record Address(InetAddress host, int port) {}

  @Bean
  TomcatServletWebServerFactory webServer(Address address) {
    var tomcat = new TomcatServletWebServerFactory(address.port());
    tomcat.setAddress(address.host());
    tomcat.setShutdown(Shutdown.GRACEFUL);
    tomcat.getSettings().setRegisterDefaultServlet(false);
    tomcat.addProtocolHandlerCustomizers(
        handler -> handler.setExecutor(command -> Thread.ofVirtual().start(command)));
    tomcat.addConnectorCustomizers(WebServerConfiguration::customize);
    tomcat.addContextCustomizers(
        context -> {
          if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
          }
        });
    return tomcat;
  }

  private static void customize(Connector connector) {
    // Forms are not known here; their bodies are not to be read for parameters.
    connector.setMaxPostSize(0);
    connector.setMaxParameterCount(100);
    connector.setProperty("server", "carillon");
    // A caller may keep its connection for as long as it calls; Tomcat would end it after 100
    // calls.
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setXpoweredBy(false);
  }

  @Bean
  DelegatingFilterProxyRegistrationBean securityFilter() {
    var filter = new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
    filter.setOrder(0);
    return filter;
  }

  @Bean
  ServletRegistrationBean<DispatcherServlet> dispatcher(WebApplicationContext context) {
    var servlet = new ServletRegistrationBean<>(new DispatcherServlet(context), "/");
    servlet.setLoadOnStartup(1);
    return servlet;
  }
}
