import { openWorkspace } from '../../main/store/open-workspace.ts'

/** Compacts a workspace again and again, with something to give back each time, until it is killed. */
const [path = ''] = process.argv.slice(2)
const workspace = openWorkspace(path)
for (;;) {
  workspace.settings.set('ballast', 'x'.repeat(400_000))
  workspace.settings.set('ballast', '')
  process.stdout.write('compacting\n')
  workspace.compact()
}
