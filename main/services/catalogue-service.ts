import { z } from 'zod'
import { methods } from '../attribution/registry.ts'
import type { Method } from '../attribution/method.ts'
import type { MethodSummary } from '#contract/attributions.ts'
import type { MetricSummary } from '#contract/evaluation.ts'
import { metrics } from '../metrics/registry.ts'
import type { HandlersOf } from './handlers.ts'

/** What there is to choose from; the window's forms and the command line's flags are drawn from it. */
export function catalogueHandlers(): HandlersOf<'methods'> & HandlersOf<'metrics'> {
  return {
    'methods.list': async () => methods.map(summarizeMethod),
    'metrics.list': async () => metrics.map(summarizeMetric),
  }
}

function summarizeMethod(method: Method): MethodSummary {
  const { id, title, summary, family, citation, signed, defaultOutput } = method
  return {
    id,
    title,
    summary,
    family,
    citation: { ...citation },
    needs: [...method.needs],
    signed,
    outputs: [...method.outputs],
    defaultOutput,
    params: schemaOf(method.params),
  }
}

function summarizeMetric(metric: (typeof metrics)[number]): MetricSummary {
  const { id, title, summary, formula, citation } = metric
  return {
    id,
    title,
    summary,
    formula,
    citation,
    params: schemaOf(metric.params),
    needs: [...metric.needs],
    figures: metric.figures.map((figure) => ({ ...figure })),
  }
}

function schemaOf(params: z.ZodObject): Record<string, unknown> {
  return { ...z.toJSONSchema(params, { io: 'input' }) }
}
