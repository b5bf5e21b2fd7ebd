import { homedir } from 'node:os'
import { join } from 'node:path'

export interface UserFolders {
  /** Settings and the list of recent workspaces. */
  readonly config: string
  /** The built-in sample workspace. */
  readonly data: string
}

/** `EOSIN_HOME` puts everything into one folder: tests, portable installations. */
export function userFolders(environment: NodeJS.ProcessEnv = process.env): UserFolders {
  const override = environment['EOSIN_HOME']
  if (override !== undefined && override !== '') return { config: override, data: override }
  const home = homedir()
  if (process.platform === 'win32') {
    const folder = join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Eosin')
    return { config: folder, data: folder }
  }
  if (process.platform === 'darwin') {
    const folder = join(home, 'Library', 'Application Support', 'Eosin')
    return { config: folder, data: folder }
  }
  return {
    config: join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'eosin'),
    data: join(environment['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'eosin'),
  }
}

export function defaultSettingsPath(environment: NodeJS.ProcessEnv = process.env): string {
  return join(userFolders(environment).config, 'settings.json')
}
