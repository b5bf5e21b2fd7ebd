import { describe, expect, it } from 'vitest'
import { startEngine } from '../../main/engine/host.ts'
import type { EngineProcess } from '../../main/engine/launcher.ts'
import type { FromEngine, ToEngine } from '../../main/engine/protocol.ts'

/** A process that never answers, and is gone when it is killed. */
function silentProcess(): EngineProcess & { readonly sent: ToEngine[]; say(message: FromEngine): void } {
  const sent: ToEngine[] = []
  const exits: ((reason: string) => void)[] = []
  let listen: (message: FromEngine) => void = () => undefined
  return {
    pid: 1,
    sent,
    send: (message) => sent.push(message),
    say: (message) => listen(message),
    onMessage: (listener) => (listen = listener),
    onExit: (listener) => exits.push(listener),
    kill: () => exits.forEach((exit) => exit('signal SIGTERM')),
  }
}

describe('startEngine', () => {
  it('ends an engine that gives no answer in time, and tells the other calls', async () => {
    const launched: ReturnType<typeof silentProcess>[] = []
    const engine = startEngine({ launch: () => (launched.push(silentProcess()), launched.at(-1)!) })
    const other = engine.call('model.inspect', { path: 'b.h5' })
    const hanging = engine.call('model.inspect', { path: 'a.h5' }, { timeLimitMs: 20 })
    await expect(hanging).rejects.toMatchObject({
      code: 'engine_crashed',
      message: /no answer: model.inspect/,
    })
    await expect(other).rejects.toMatchObject({ code: 'engine_crashed', message: /SIGTERM/ })
    const next = engine.call('model.inspect', { path: 'c.h5' })
    expect(launched).toHaveLength(2)
    launched[1]!.say({ type: 'result', id: launched[1]!.sent.length + 2, result: { classCount: 3 } })
    await expect(next).resolves.toEqual({ classCount: 3 })
  })

  it('waits for the engine to say that it has stopped when a call is cancelled', async () => {
    const child = silentProcess()
    const engine = startEngine({ launch: () => child })
    const controller = new AbortController()
    const call = engine.call('model.inspect', { path: 'a.h5' }, { signal: controller.signal })
    controller.abort()
    expect(child.sent.map(({ type }) => type)).toEqual(['call', 'cancel'])
    child.say({ type: 'error', id: 1, error: { code: 'cancelled', message: 'cancelled: model.inspect' } })
    await expect(call).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('refuses calls when it was stopped', async () => {
    const engine = startEngine({ launch: silentProcess })
    await engine.stop()
    await expect(engine.call('model.inspect', { path: 'a.h5' })).rejects.toMatchObject({ code: 'cancelled' })
  })
})
