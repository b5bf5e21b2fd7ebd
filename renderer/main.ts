import './zod-config.ts'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/charts.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { connect } from './client/connect.ts'
import { AppState } from './state/app.svelte.ts'
import { ConnectionState } from './state/connection.svelte.ts'

const target = document.getElementById('app')
if (target === null) throw new Error('missing element: #app')
const connection = new ConnectionState()
const transport = connect((state) => connection.note(state))
mount(App, { target, props: { app: new AppState(transport, connection) } })
