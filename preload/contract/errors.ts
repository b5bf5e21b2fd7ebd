/** Every way in which a call can fail. The window looks its words up by code (`renderer/components/error-text.ts`). */
export const ERROR_CODES = [
  'invalid_input', // a call's input does not fit its schema
  'invalid_param', // one parameter is out of its bounds
  'shape_mismatch',
  'file_unreadable',
  'file_corrupt',
  'file_unsupported',
  'download_failed', // the network or the server; what was received is kept
  'model_load_failed',
  'layer_unsupported',
  'weights_invalid',
  'capability_missing', // the model or the backend cannot give what the method needs
  'backend_unavailable',
  'backend_failed',
  'unknown_call',
  'unknown_method',
  'unknown_metric',
  'unknown_workspace',
  'unknown_dataset',
  'unknown_sample',
  'unknown_model',
  'unknown_run',
  'unknown_map',
  'unknown_job',
  'unknown_file', // a file handle that was never given out, or has expired
  'no_workspace', // a call that needs an open workspace
  'workspace_locked', // another process has it open for writing
  'workspace_newer', // written by a newer version of Eosin
  'store_corrupt',
  'store_full', // disk or quota exhausted
  'store_failed',
  'cancelled',
  'engine_crashed',
  'forbidden', // a sender, host or origin that is not ours
  'disconnected', // the program behind the window does not answer any more
  'internal',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export interface ErrorRecord {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

/**
 * The one error class of the program.
 * Message: lower case, `kind thing: value (rule)`, such as `invalid fraction: 1.5 (must be in (0, 1])`.
 */
export class WorkbenchError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'WorkbenchError'
    this.code = code
    this.details = options.details
  }

  /** A plain object that survives every transport (Electron keeps only `message` of an Error). */
  toRecord(): ErrorRecord {
    return { code: this.code, message: this.message, details: this.details }
  }

  static fromRecord(record: ErrorRecord): WorkbenchError {
    return new WorkbenchError(
      record.code,
      record.message,
      record.details === undefined ? {} : { details: record.details },
    )
  }

  /** Wraps whatever was thrown; a WorkbenchError passes unchanged. */
  static from(thrown: unknown): WorkbenchError {
    if (thrown instanceof WorkbenchError) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new WorkbenchError('internal', message, { cause: thrown })
  }
}
