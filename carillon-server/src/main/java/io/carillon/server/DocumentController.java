package io.carillon.server;

import io.carillon.model.WorkflowSchema;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Documents that are part of the program: the API's description, the schema of definitions. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
public class DocumentController {

  @GetMapping("/openapi.json")
  byte[] openApi() throws IOException {
    try (InputStream document = getClass().getResourceAsStream("openapi.json")) {
      if (document == null) {
        throw new IllegalStateException("Expected openapi.json in the program");
      }
      return document.readAllBytes();
    }
  }

  @GetMapping("/schemas/workflow.json")
  String workflowSchema() {
    return WorkflowSchema.text();
  }
}
