import '../../../renderer/zod-config.ts'
import '../../../renderer/styles/fonts.css'
import '../../../renderer/styles/tokens.css'
import '../../../renderer/styles/base.css'
import '../../../renderer/styles/controls.css'
import '../../../renderer/styles/charts.css'
import { mount } from 'svelte'
import App from '../../../renderer/App.svelte'
import { AppState } from '../../../renderer/state/app.svelte.ts'
import { ConnectionState } from '../../../renderer/state/connection.svelte.ts'
import { createFakeTransport } from '../../helpers/fake-transport.ts'

const asked = new URLSearchParams(location.search)
const target = document.getElementById('app')
if (target === null) throw new Error('missing element: #app')
const transport = createFakeTransport({
  open: asked.get('open') !== 'no',
  sampleCount: Number(asked.get('samples') ?? 496),
  kind: asked.get('kind') === 'signal' ? 'signal' : 'tile',
})
mount(App, { target, props: { app: new AppState(transport, new ConnectionState()) } })
