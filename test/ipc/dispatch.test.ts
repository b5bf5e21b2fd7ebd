import { describe, expect, it } from 'vitest'
import { encodeFrame } from '#contract/codec.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { CallName } from '#contract/names.ts'
import { createDispatch, type CallHandlers } from '../../main/ipc/dispatch.ts'
import { stubHandlers } from './stub-handlers.ts'

const dispatchOf = (given: Partial<CallHandlers>, checkOutput = true, unexpected: unknown[] = []) =>
  createDispatch({
    handlers: stubHandlers(given),
    checkOutput,
    onUnexpected: (error) => unexpected.push(error),
  })

const refusal = async (name: string, input: unknown) => {
  const reply = await dispatchOf({})(name, input)
  return reply.ok ? undefined : reply.error
}

/** A reply of a wrong form, as no compiler would let it through. */
const unfit = JSON.parse('{"extra": 1}') as Record<string, never>

describe('createDispatch(...)(name, input)', () => {
  it('answers an unknown name with unknown_call', async () => {
    expect(await refusal('app.quit', {})).toEqual({ code: 'unknown_call', message: 'unknown call: app.quit' })
  })

  it.each(['__proto__', 'constructor', 'toString', ''])('knows no call named %j', async (name) => {
    expect(await refusal(name, {})).toMatchObject({ code: 'unknown_call' })
  })

  it.each<[CallName, unknown, string]>([
    ['samples.get', { sampleId: 0, modelId: null }, 'sampleId: 0 (must be at least 1)'],
    ['samples.get', { sampleId: 1.5, modelId: null }, 'sampleId: 1.5 (must be a whole number)'],
    ['samples.get', { modelId: null }, 'sampleId: undefined (must be a number)'],
    ['samples.get', null, 'input: null (must be an object)'],
    ['app.info', { path: '/etc' }, 'input: {"path":"/etc"} (must not have path)'],
    [
      'files.choose',
      { purpose: 'shell' },
      'purpose: "shell" (must be one of tiles, model, workspace, new-workspace, array, archive)',
    ],
    ['workspace.open', { file: '' }, 'file: "" (must have a length of at least 1)'],
    ['app.changeSettings', { threads: 1e6 }, 'threads: 1000000 (must be at most 256)'],
    [
      'datasets.add',
      { source: { builtIn: 'mnist2d' } },
      'source.builtIn: "mnist2d" (must be one of mnist1d, synthetic-tissue)',
    ],
    [
      'runs.start',
      { datasetId: 1, modelId: 1, question: { method: 'sise' }, sampleIds: [1, 2, -3] },
      'sampleIds[2]: -3 (must be at least 1)',
    ],
  ])('%s of %j: invalid_input with the place, the value and the rule', async (name, input, words) => {
    expect(await refusal(name, input)).toMatchObject({
      code: 'invalid_input',
      message: `invalid input of ${name}: ${words}`,
    })
  })

  it('counts what else is wrong with the input, and lists all of it', async () => {
    const error = await refusal('samples.table', { datasetId: 'x', modelId: 0 })
    expect([error?.message, error?.details?.['issues']]).toEqual([
      'invalid input of samples.table: datasetId: "x" (must be a number); and 1 more',
      [
        { path: 'datasetId', value: '"x"', rule: 'must be a number' },
        { path: 'modelId', value: '0', rule: 'must be at least 1' },
      ],
    ])
  })

  it('gives the handler the parsed input, defaults filled in', async () => {
    const inputs: unknown[] = []
    const dispatch = dispatchOf({
      'app.doctor': (input) => {
        inputs.push(input)
        return Promise.reject(new WorkbenchError('cancelled', 'enough'))
      },
    })
    await dispatch('app.doctor', {})
    expect(inputs).toEqual([{ bench: false }])
  })

  it('passes a WorkbenchError on with code, message and details', async () => {
    const reply = await dispatchOf({
      'models.list': () =>
        Promise.reject(new WorkbenchError('no_workspace', 'no workspace open', { details: { call: 1 } })),
    })('models.list', {})
    expect(reply).toEqual({
      ok: false,
      error: { code: 'no_workspace', message: 'no workspace open', details: { call: 1 } },
    })
  })

  it('wraps any other error, thrown or rejected, as internal and tells of it', async () => {
    const fault = new TypeError('x is undefined')
    const unexpected: unknown[] = []
    const dispatch = dispatchOf(
      {
        'models.list': () => Promise.reject(fault),
        'runs.list': () => {
          throw fault
        },
      },
      true,
      unexpected,
    )
    const replies = [await dispatch('models.list', {}), await dispatch('runs.list', {})]
    const reply = { ok: false, error: { code: 'internal', message: 'x is undefined' } }
    expect([replies, unexpected]).toEqual([
      [reply, reply],
      [fault, fault],
    ])
  })

  it('makes details that no transport could carry portable', async () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const reply = await dispatchOf({
      'models.list': () =>
        Promise.reject(
          new WorkbenchError('internal', 'odd', {
            details: { run: () => 1, big: 1n, cycle, cause: new Error('inner'), list: [NaN, 2] },
          }),
        ),
    })('models.list', {})
    expect(() => encodeFrame(structuredClone(reply))).not.toThrow()
    expect(reply).toMatchObject({ error: { details: { cause: 'inner', list: ['NaN', 2] } } })
  })

  it('with checkOutput refuses a reply that does not fit its schema', async () => {
    const wrong = { 'workspace.close': () => Promise.resolve(unfit) }
    expect(await dispatchOf(wrong)('workspace.close', {})).toMatchObject({
      ok: false,
      error: {
        code: 'internal',
        message: 'invalid output of workspace.close: input: {"extra":1} (must not have extra)',
      },
    })
  })

  it('without checkOutput passes a reply on as it is', async () => {
    const wrong = { 'workspace.close': () => Promise.resolve(unfit) }
    expect(await dispatchOf(wrong, false)('workspace.close', {})).toEqual({ ok: true, value: { extra: 1 } })
  })
})
