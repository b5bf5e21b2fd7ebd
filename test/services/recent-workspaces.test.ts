import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FileHandles } from '../../main/services/file-handles.ts'
import { RecentWorkspaces } from '../../main/services/recent-workspaces.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { createFixture } from './workbench-fixture.ts'

const folder = temporaryFolder()

it('forget(path) takes a workspace off the list for good and leaves the others in their order', () => {
  const path = join(folder, 'recent.json')
  const recent = new RecentWorkspaces(path, new FileHandles())
  recent.remember('/a.eosin', 1)
  recent.remember('/b.eosin', 2)
  recent.remember('/c.eosin', 3)
  recent.forget('/b.eosin')
  recent.forget('/never.eosin')
  const again = new RecentWorkspaces(path, new FileHandles()).list()
  expect(again.map(({ location, missing }) => [location, missing])).toEqual([
    ['/c.eosin', true],
    ['/a.eosin', true],
  ])
})

it('app.forgetRecent forgets by the handle that the list gave, and gives what is left', async () => {
  await using fixture = createFixture()
  const recent = new RecentWorkspaces(join(fixture.folder, 'recent.json'), fixture.files)
  recent.remember('/a.eosin', 1)
  recent.remember('/b.eosin', 2)
  const [first] = await fixture.call('workspace.recent', {})
  const left = await fixture.call('app.forgetRecent', { file: first?.handle ?? '' })
  expect(left.map(({ location }) => location)).toEqual(['/a.eosin'])
  await expect(fixture.call('app.forgetRecent', { file: 'made up' })).rejects.toMatchObject({
    code: 'unknown_file',
  })
})
