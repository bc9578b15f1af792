export { connectTemporal, type TemporalConfig, type TemporalDoor } from "./connect-temporal.ts";
export {
  createWorker,
  type CreateWorkerOptions,
  type RunningWorker,
  type WorkflowSource,
} from "./create-worker.ts";
export { installRuntime, loggerOf } from "./install-runtime.ts";
export {
  cancelWorkflow,
  isRunning,
  searchAttributes,
  signalWorkflow,
  startOrSignal,
  startWorkflow,
  type WorkflowSignal,
  type WorkflowStart,
} from "./start-workflow.ts";
export { type WorkflowEnd, workflowEnd } from "./workflow-end.ts";
