import type { DockTab } from '../views/Inspector/dock/dock-tabs.ts'

/** The drawer under the inspector's stage: which of its panels is open, none when it is shut. */
export class DockState {
  tab = $state<DockTab | null>(null)

  toggle(tab: DockTab): void {
    this.tab = this.tab === tab ? null : tab
  }
}
