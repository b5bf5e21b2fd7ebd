import type { AppState } from './app.svelte.ts'
import { canWrite, type Command } from './command.ts'

const inspects = (app: AppState) => app.router.route.screen === 'inspect' && app.inspector.sample !== null

/** The inspector answers these keys itself: what is on its stage is its own. */
const press = (key: string) => () => window.dispatchEvent(new KeyboardEvent('keydown', { key }))

/** What is done to the tile that is inspected. */
export const INSPECTOR_COMMANDS: readonly Command[] = [
  {
    name: 'tile.explain',
    title: 'Explain this tile',
    words: 'map attribution compute heatmap',
    keys: ['E'],
    where: 'Inspect',
    available: (app) => inspects(app) && canWrite(app),
    run: (app) => app.explain(),
  },
  {
    name: 'map.toggle',
    title: 'Hide or show the map',
    words: 'overlay heatmap',
    keys: ['M'],
    where: 'Inspect',
    available: (app) => inspects(app) && app.inspector.map !== null,
    run: (app) => app.inspector.toggleMap(),
  },
  {
    name: 'tile.next',
    title: 'Next tile',
    keys: ['J'],
    where: 'Inspect',
    available: inspects,
    run: press('j'),
  },
  {
    name: 'tile.previous',
    title: 'Previous tile',
    keys: ['K'],
    where: 'Inspect',
    available: inspects,
    run: press('k'),
  },
  {
    name: 'zoom.fit',
    title: 'Reset the zoom: fit the tile to the pane',
    keys: ['0'],
    where: 'Inspect',
    available: inspects,
    run: press('0'),
  },
  {
    name: 'zoom.pixels',
    title: 'Zoom to one tile pixel on one screen pixel',
    words: '100 % actual size',
    keys: ['O'],
    where: 'Inspect',
    available: inspects,
    run: press('o'),
  },
]
