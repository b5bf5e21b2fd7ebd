import { WorkbenchError } from '#contract/errors.ts'

/** Place of the first value that is no number one can compute with; null where there is none. */
export function firstNotFinite(values: Float32Array): number | null {
  const place = values.findIndex((value) => !Number.isFinite(value))
  return place === -1 ? null : place
}

/** @throws WorkbenchError `backend_failed` where the model says nothing about the sample, changed or not */
export function refuseNotFinite(values: Float32Array, sampleName: string): void {
  const place = firstNotFinite(values)
  if (place !== null) throw notFinite(values[place]!, sampleName)
}

export function notFinite(value: number, sampleName: string): WorkbenchError {
  return new WorkbenchError(
    'backend_failed',
    `prediction not finite: ${value} for ${sampleName} (the model's weights overflow on this input)`,
  )
}
