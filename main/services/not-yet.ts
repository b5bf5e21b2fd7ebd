import { WorkbenchError } from '#contract/errors.ts'

export function notYet(name: string): Promise<never> {
  return Promise.reject(new WorkbenchError('capability_missing', `call not there yet: ${name}`))
}
