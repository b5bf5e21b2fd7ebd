import { connectParent } from './parent-port.ts'
import { serveCalls } from './serve-calls.ts'
import { createHandlers } from './handlers.ts'

/** The engine process: models, backends, attribution, decoding. All native code but SQLite lives here. */
const parent = connectParent()
serveCalls(parent, createHandlers())
parent.post({ type: 'ready' })
