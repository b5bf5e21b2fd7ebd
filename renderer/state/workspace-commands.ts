import { isOpen, type Command } from './command.ts'

/** Making, opening and closing workspaces. */
export const WORKSPACE_COMMANDS: readonly Command[] = [
  {
    name: 'sample.open',
    title: 'Open the built-in sample',
    words: 'demo example synthetic tissue',
    run: (app) => app.openSample(),
  },
  {
    name: 'workspace.new',
    title: 'New workspace',
    words: 'create make file',
    run: async (app) => {
      const file = await app.chooser.choose('new-workspace')
      if (file !== null) await app.library.create(file.id)
    },
  },
  {
    name: 'workspace.open',
    title: 'Open a workspace',
    words: 'file load eosin',
    run: async (app) => {
      const file = await app.chooser.choose('workspace')
      if (file !== null) await app.library.open(file.id)
    },
  },
  {
    name: 'workspace.recent',
    title: 'Open a recent workspace',
    hidden: true,
    run: (app, handle) => (handle === undefined ? app.goTo('start') : app.library.open(handle)),
  },
  {
    name: 'workspace.entered',
    title: 'Show the workspace that was opened',
    hidden: true,
    run: async (app) => app.enter((await app.client.call('workspace.current', {})).workspace),
  },
  {
    name: 'workspace.close',
    title: 'Close the workspace',
    available: isOpen,
    run: (app) => app.library.close(),
  },
]
