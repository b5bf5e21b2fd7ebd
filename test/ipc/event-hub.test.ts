import { describe, expect, it } from 'vitest'
import { createEventHub } from '../../main/ipc/event-hub.ts'

const ready = { state: 'ready', message: null } as const

describe('createEventHub(onListenerError)', () => {
  it('emit(name, payload) reaches the listeners of that name only', () => {
    const hub = createEventHub()
    const heard: unknown[] = []
    hub.subscribe('engine.state', (payload) => heard.push(payload))
    hub.subscribe('job.changed', () => heard.push('wrong'))
    hub.emit('engine.state', ready)
    expect(heard).toEqual([ready])
  })

  it('subscribe(name, listener) gives the function that ends it, once per subscription', () => {
    const hub = createEventHub()
    const heard: unknown[] = []
    const listener = (payload: unknown) => heard.push(payload)
    const end = hub.subscribe('engine.state', listener)
    hub.subscribe('engine.state', listener)
    end()
    end()
    hub.emit('engine.state', ready)
    expect(heard).toEqual([ready])
  })

  it('a listener that throws does not keep the event from the next', () => {
    const errors: unknown[] = []
    const hub = createEventHub((error) => errors.push(error))
    const heard: unknown[] = []
    hub.subscribe('engine.state', () => {
      throw new Error('deaf')
    })
    hub.subscribe('engine.state', (payload) => heard.push(payload))
    hub.emit('engine.state', ready)
    expect([heard, errors]).toEqual([[ready], [new Error('deaf')]])
  })

  it('subscribeAll(listener) hears every event with its name', () => {
    const hub = createEventHub()
    const heard: unknown[] = []
    const end = hub.subscribeAll((name, payload) => heard.push([name, payload]))
    hub.emit('engine.state', ready)
    hub.emit('workspace.changed', { what: 'runs' })
    end()
    hub.emit('engine.state', ready)
    expect(heard).toEqual([
      ['engine.state', ready],
      ['workspace.changed', { what: 'runs' }],
    ])
  })
})
