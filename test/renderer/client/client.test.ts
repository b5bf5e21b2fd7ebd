import { expect, it, vi } from 'vitest'
import { WorkbenchError } from '#contract/errors.ts'
import type { Transport } from '#contract/transport.ts'
import { Client } from '../../../renderer/client/client.ts'

it('call(name, input) gives the value, or throws the error as the other side gave it', async () => {
  const invoke = vi
    .fn<Transport['invoke']>()
    .mockResolvedValueOnce({ ok: true, value: [] })
    .mockResolvedValueOnce({ ok: false, error: { code: 'no_workspace', message: 'no open workspace' } })
  const client = new Client({ invoke, subscribe: () => () => {} })
  expect(await client.call('models.list', {})).toEqual([])
  await expect(client.call('models.list', {})).rejects.toEqual(
    new WorkbenchError('no_workspace', 'no open workspace'),
  )
})

it('subscribe(name, listener) drops an event that does not fit its schema', () => {
  let emit: (payload: unknown) => void = () => {}
  const client = new Client({
    invoke: () => Promise.reject(new Error('not called')),
    subscribe: (_, listener) => {
      emit = listener
      return () => {}
    },
  })
  const heard: unknown[] = []
  client.subscribe('engine.state', (payload) => heard.push(payload))
  emit({ state: 'melted', message: null })
  emit({ state: 'ready', message: null })
  expect(heard).toEqual([{ state: 'ready', message: null }])
})
