import { WorkbenchError } from '#contract/errors.ts'
import type { ExplainAgain, MetricContext } from './metric-context.ts'

/**
 * The map of the run's method for another input, class or model.
 * @throws WorkbenchError `capability_missing` where the method is not known
 */
export function explainAgain(
  { explain }: Pick<MetricContext<unknown>, 'explain'>,
  request: ExplainAgain,
): Promise<Float32Array> {
  if (explain !== null) return explain(request)
  throw new WorkbenchError(
    'capability_missing',
    'method not known: the metric runs it again (imported maps cannot be scored with it)',
  )
}
