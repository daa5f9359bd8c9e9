package io.carillon.engine.peer;

import io.carillon.kernel.Answer;
import io.carillon.kernel.Command;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.model.Json;
import io.carillon.protocol.CancelAccepted;
import io.carillon.protocol.CancelRun;
import io.carillon.protocol.DeleteWorkflow;
import io.carillon.protocol.Rejected;
import io.carillon.protocol.Reply;
import io.carillon.protocol.Request;
import io.carillon.protocol.RunAccepted;
import io.carillon.protocol.SaveWorkflow;
import io.carillon.protocol.Trigger;
import io.carillon.protocol.WorkflowAnswer;
import java.time.Instant;
import java.util.Locale;

/** Commands and answers as messages, and back. */
final class Wire {

  private Wire() {}

  static Request request(int partition, String id, Command command) {
    Request.Builder request =
        Request.newBuilder().setPartition(partition).setId(id).setBy(command.by());
    switch (command) {
      case Command.SaveWorkflow save ->
          request.setSaveWorkflow(
              SaveWorkflow.newBuilder()
                  .setNamespace(save.namespace())
                  .setName(save.name())
                  .setSource(save.source()));
      case Command.DeleteWorkflow delete ->
          request.setDeleteWorkflow(
              DeleteWorkflow.newBuilder().setNamespace(delete.namespace()).setName(delete.name()));
      case Command.Trigger trigger -> request.setTrigger(trigger(trigger));
      case Command.CancelRun cancel ->
          request.setCancelRun(CancelRun.newBuilder().setRunId(cancel.runId()));
    }
    return request.build();
  }

  private static Trigger.Builder trigger(Command.Trigger trigger) {
    Trigger.Builder message =
        Trigger.newBuilder()
            .setNamespace(trigger.namespace())
            .setWorkflow(trigger.workflow())
            .setParams(Json.write(trigger.params()));
    if (trigger.priority() != null) {
      message.setPriority(trigger.priority());
    }
    if (trigger.idempotencyKey() != null) {
      message.setIdempotencyKey(trigger.idempotencyKey());
    }
    if (trigger.scheduledAt() != null) {
      message.setScheduledAt(trigger.scheduledAt().toEpochMilli());
    }
    return message;
  }

  /**
   * @throws IllegalArgumentException if it is none that this server knows
   */
  static Command command(Request request) {
    String by = request.getBy();
    return switch (request.getCommandCase()) {
      case SAVE_WORKFLOW ->
          new Command.SaveWorkflow(
              request.getSaveWorkflow().getNamespace(),
              request.getSaveWorkflow().getName(),
              request.getSaveWorkflow().getSource(),
              by);
      case DELETE_WORKFLOW ->
          new Command.DeleteWorkflow(
              request.getDeleteWorkflow().getNamespace(),
              request.getDeleteWorkflow().getName(),
              by);
      case TRIGGER -> {
        Trigger trigger = request.getTrigger();
        yield new Command.Trigger(
            trigger.getNamespace(),
            trigger.getWorkflow(),
            Json.parseObject(trigger.getParams()),
            trigger.hasPriority() ? trigger.getPriority() : null,
            trigger.hasIdempotencyKey() ? trigger.getIdempotencyKey() : null,
            trigger.hasScheduledAt() ? Instant.ofEpochMilli(trigger.getScheduledAt()) : null,
            by);
      }
      case CANCEL_RUN -> new Command.CancelRun(request.getCancelRun().getRunId(), by);
      case COMMAND_NOT_SET ->
          throw new IllegalArgumentException(
              "Expected a command that this version knows, but found none");
    };
  }

  static Reply reply(Answer answer) {
    Reply.Builder reply = Reply.newBuilder();
    switch (answer) {
      case Answer.WorkflowSaved saved ->
          reply.setWorkflowSaved(workflow(saved.workflow()).setChanged(saved.changed()));
      case Answer.WorkflowDeleted deleted ->
          reply.setWorkflowDeleted(workflow(deleted.workflow()).setChanged(true));
      case Answer.RunAccepted run ->
          reply.setRunAccepted(
              RunAccepted.newBuilder().setRunId(run.runId()).setDuplicate(run.duplicate()));
      case Answer.CancelAccepted cancel ->
          reply.setCancelAccepted(
              CancelAccepted.newBuilder()
                  .setRunId(cancel.runId())
                  .setState(cancel.state().name().toLowerCase(Locale.ROOT)));
      case Answer.Rejected rejected ->
          reply.setRejected(
              Rejected.newBuilder().setCode(rejected.code().name()).setMessage(rejected.message()));
    }
    return reply.build();
  }

  private static WorkflowAnswer.Builder workflow(WorkflowRow row) {
    WorkflowAnswer.Builder message =
        WorkflowAnswer.newBuilder()
            .setId(row.id())
            .setNamespace(row.namespace())
            .setName(row.name())
            .setVersion(row.version())
            .setCreatedAt(row.createdAt().toEpochMilli())
            .setUpdatedAt(row.updatedAt().toEpochMilli());
    if (row.deletedAt() != null) {
      message.setDeletedAt(row.deletedAt().toEpochMilli());
    }
    return message;
  }

  /**
   * @throws IllegalArgumentException if it is none that this server knows
   */
  static Answer answer(Reply reply) {
    return switch (reply.getAnswerCase()) {
      case WORKFLOW_SAVED ->
          new Answer.WorkflowSaved(
              workflow(reply.getWorkflowSaved()), reply.getWorkflowSaved().getChanged());
      case WORKFLOW_DELETED -> new Answer.WorkflowDeleted(workflow(reply.getWorkflowDeleted()));
      case RUN_ACCEPTED ->
          new Answer.RunAccepted(
              reply.getRunAccepted().getRunId(), reply.getRunAccepted().getDuplicate());
      case CANCEL_ACCEPTED ->
          new Answer.CancelAccepted(
              reply.getCancelAccepted().getRunId(),
              RunState.valueOf(reply.getCancelAccepted().getState().toUpperCase(Locale.ROOT)));
      case REJECTED ->
          new Answer.Rejected(
              Answer.Code.valueOf(reply.getRejected().getCode()), reply.getRejected().getMessage());
      case ANSWER_NOT_SET ->
          throw new IllegalArgumentException(
              "Expected an answer that this version knows, but found none");
    };
  }

  private static WorkflowRow workflow(WorkflowAnswer message) {
    return new WorkflowRow(
        message.getId(),
        message.getNamespace(),
        message.getName(),
        message.getVersion(),
        Instant.ofEpochMilli(message.getCreatedAt()),
        Instant.ofEpochMilli(message.getUpdatedAt()),
        message.hasDeletedAt() ? Instant.ofEpochMilli(message.getDeletedAt()) : null);
  }
}
