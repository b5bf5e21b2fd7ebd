import type { Connection } from '../client/transports/event-reader.ts'

/** Whether the program behind the window answers. */
export class ConnectionState {
  #state = $state<Connection>('connected')

  get message(): string | null {
    if (this.#state === 'lost') return 'The program behind this window does not answer; trying again.'
    if (this.#state === 'refused') return 'The program refused this window: open the address that it printed.'
    return null
  }

  note(state: Connection): void {
    this.#state = state
  }
}
