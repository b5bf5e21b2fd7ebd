import type { ErrorCode } from '#contract/errors.ts'

interface ErrorText {
  readonly title: string
  /** What the person can do now. */
  readonly advice: string
}

/** Words for every way in which a call can fail. The error's own message, with the value and the rule, is shown below. */
export const ERROR_TEXT: Readonly<Record<ErrorCode, ErrorText>> = {
  invalid_input: {
    title: 'The request was not understood',
    advice: 'Reload the window: it may be older than the program behind it.',
  },
  invalid_param: {
    title: 'A parameter is out of its bounds',
    advice: 'Correct the parameter and try again.',
  },
  shape_mismatch: {
    title: 'Sizes do not fit each other',
    advice: 'Choose samples of the size and kind that the model takes.',
  },
  file_unreadable: {
    title: 'The file cannot be read',
    advice: 'Check that it still exists and that you may read it, then try again.',
  },
  file_corrupt: { title: 'The file is damaged', advice: 'Fetch the file again from its source.' },
  file_unsupported: {
    title: 'This kind of file is not supported',
    advice: 'Tiles: TIFF, PNG, JPEG, WebP, BMP. Models: Keras .h5.',
  },
  download_failed: {
    title: 'The download did not work',
    advice: 'Try again: what was received is kept. Without a network, bring the file that is named below.',
  },
  model_load_failed: {
    title: 'The model cannot be loaded',
    advice: 'Save the model again, whole, as Keras .h5.',
  },
  layer_unsupported: {
    title: 'The model has a layer that Eosin cannot compute',
    advice: 'The layer and its class are named below. Another model, or one without that layer, will load.',
  },
  weights_invalid: {
    title: 'The weights of the model are wrong',
    advice: 'Save the model again after training, with its weights.',
  },
  capability_missing: {
    title: 'The model cannot give what the method needs',
    advice: 'Choose another method, other layers, or another backend.',
  },
  backend_unavailable: {
    title: 'The backend does not load on this machine',
    advice: 'Settings say why and how to mend it; "automatic" takes one that works.',
  },
  backend_failed: {
    title: 'The backend failed while computing',
    advice: 'Try again; if it fails again, choose another backend in Settings.',
  },
  unknown_call: {
    title: 'The program behind the window does not know this request',
    advice: 'Reload the window: the two may be of different versions.',
  },
  unknown_method: { title: 'There is no such method', advice: 'Choose a method from the list.' },
  unknown_metric: { title: 'There is no such metric', advice: 'Choose a metric from the list.' },
  unknown_workspace: {
    title: 'The workspace is not where it was',
    advice: 'Find it with "Open workspace", or make a new one.',
  },
  unknown_dataset: { title: 'This dataset is not in the workspace', advice: 'Choose another, or add it.' },
  unknown_sample: {
    title: 'This tile or signal is not in the workspace',
    advice: 'The link may be of another workspace. Go back to the tiles.',
  },
  unknown_model: { title: 'This model is not in the workspace', advice: 'Choose another, or add it.' },
  unknown_run: {
    title: 'This run is not in the workspace',
    advice: 'The list of runs shows those that are.',
  },
  unknown_map: { title: 'This map is not in the workspace', advice: 'Explain the tile again to make it.' },
  unknown_job: { title: 'This work has ended', advice: 'Nothing is lost: finished results are stored.' },
  unknown_file: { title: 'The choice of file has expired', advice: 'Choose the file or folder again.' },
  no_workspace: {
    title: 'No workspace is open',
    advice: 'Open one, make a new one, or take the built-in sample.',
  },
  workspace_locked: {
    title: 'Another window or process has this workspace open',
    advice: 'Close it there, then open it here.',
  },
  workspace_newer: {
    title: 'A newer version of Eosin wrote this workspace',
    advice: 'Open it with that version. Nothing in it was changed.',
  },
  store_corrupt: {
    title: 'The workspace file is damaged',
    advice: 'Work on a copy of it. Maps that were stored whole can still be exported.',
  },
  store_full: {
    title: 'The disk is full',
    advice: 'Make room and go on: what was finished is stored, the rest is resumed.',
  },
  store_failed: {
    title: 'The workspace could not be written',
    advice: 'Check that the disk is there and may be written to, then try again.',
  },
  cancelled: { title: 'Cancelled', advice: 'What was finished before is kept.' },
  engine_crashed: {
    title: 'The engine stopped while it computed this',
    advice: 'It has been started again. Try once more; nothing stored is lost.',
  },
  disconnected: {
    title: 'The program behind this window does not answer',
    advice: 'If it was closed, start it again and reload. Everything finished is stored.',
  },
  forbidden: {
    title: 'The request was refused',
    advice: 'Open the address that the program printed when it started, with its token.',
  },
  internal: {
    title: 'The program failed in a way that it does not know',
    advice: 'Try again. If it stays so, report the message below.',
  },
}
