import { WorkbenchError } from '#contract/errors.ts'
import type { Method } from './method.ts'
import { deepShap } from './methods/deep-shap.ts'
import { gradientShap } from './methods/gradient-shap.ts'
import { kernelShap } from './methods/kernel-shap.ts'
import { lime } from './methods/lime.ts'
import { partitionShap } from './methods/partition-shap.ts'
import { sise } from './methods/sise.ts'

/** Every method, in the order in which they are offered. The window, the command line and the tests read this list. */
export const methods = [
  sise,
  gradientShap,
  deepShap,
  kernelShap,
  partitionShap,
  lime,
] as const satisfies readonly Method[]

/**
 * @throws WorkbenchError `unknown_method` naming those that there are
 */
export function findMethod(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id)
  if (method === undefined) {
    throw new WorkbenchError(
      'unknown_method',
      `unknown method: ${id} (must be one of ${methods.map((known) => known.id).join(', ')})`,
    )
  }
  return method
}
