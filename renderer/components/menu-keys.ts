import { untrack } from 'svelte'
import type { Attachment } from 'svelte/attachments'

/** What people expect of a menu's keys: arrows, Home, End, Escape; it shuts when the focus leaves it. */
export function menuKeys({ close }: { close: (refocus: boolean) => void }): Attachment<HTMLElement> {
  return (menu) => {
    const items = () => [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')]
    items()[0]?.focus()

    function onkeydown(event: KeyboardEvent) {
      const list = items()
      const at = list.findIndex((item) => item === document.activeElement)
      const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }
      const next = steps[event.key]
      // Keys of the screen do not act while its menu is open.
      event.stopPropagation()
      if (event.key === 'Escape') close(true)
      else if (next !== undefined) list.at(next % list.length)?.focus()
      else return
      event.preventDefault()
    }
    // Untracked: the menu may be losing the focus because its screen is taken away while it is drawn.
    function onfocusout(event: FocusEvent) {
      if (!(event.relatedTarget instanceof Node && menu.contains(event.relatedTarget)))
        untrack(() => close(false))
    }
    menu.addEventListener('keydown', onkeydown)
    menu.addEventListener('focusout', onfocusout)
    return () => {
      menu.removeEventListener('keydown', onkeydown)
      menu.removeEventListener('focusout', onfocusout)
    }
  }
}
