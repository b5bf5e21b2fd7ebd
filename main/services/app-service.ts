import type { AppInfo } from '#contract/app.ts'
import { appVersion } from './app-version.ts'
import { examine } from './doctor.ts'
import type { HandlersOf } from './handlers.ts'
import type { ServiceContext } from './service-context.ts'

export function appHandlers(context: ServiceContext): HandlersOf<'app'> {
  const { settings, recent, files } = context
  return {
    'app.info': () => describeApp(context),
    'app.doctor': ({ bench }) => examine(context, bench),
    'app.settings': async () => settings.current,
    'app.changeSettings': async (changes) => settings.change(changes),
    'app.forgetRecent': async ({ file }) => {
      recent.forget(files.resolve(file))
      return recent.list()
    },
  }
}

async function describeApp({ host, backends, settings }: ServiceContext): Promise<AppInfo> {
  // Without any backend the program still opens, and the doctor says why.
  const opened = await backends.open(settings.computing()).catch(() => null)
  return {
    version: appVersion(),
    host,
    platform: `${process.platform}-${process.arch}`,
    backend: opened?.id ?? null,
    threads: opened?.threads ?? settings.current.threads,
  }
}
