import { formatRoute, parseRoute, type Route, type Screen } from './route.ts'

const START: Route = { screen: 'start', sampleId: null, query: {} }

/** Where the window is. The address bar is the truth, so that back, forward, reload and copied links work. */
export class Router {
  #route = $state.raw<Route>(START)

  constructor() {
    this.#read()
    window.addEventListener('hashchange', () => this.#read())
  }

  get route(): Route {
    return this.#route
  }

  go(screen: Screen, options: { sampleId?: number; query?: Record<string, string | null> } = {}): void {
    location.hash = formatRoute({ screen, ...options })
    // The event comes later; whoever asks in between must not be told of the old place.
    this.#read()
  }

  /** Writes the state of a screen into the address without a new step in the history. */
  replaceQuery(query: Record<string, string | null>): void {
    const { screen, sampleId } = this.#route
    const hash = formatRoute({ screen, sampleId, query })
    if (hash === location.hash) return
    history.replaceState(history.state, '', hash)
    this.#read()
  }

  #read(): void {
    this.#route = parseRoute(location.hash) ?? START
  }
}
