/**
 * Runs in the page. Controls that cannot be brought into sight by scrolling: cut off by a box that does not scroll, or
 * outside of the window. @returns their names
 */
export function unreachableControls(): string[] {
  const selector = 'button, a[href], select, input, summary, [tabindex="0"]'
  const isShown = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    element.closest('.visually-hidden') === null
  const visiblePart = (element: Element) => {
    const own = element.getBoundingClientRect()
    let [left, top] = [Math.max(0, own.left), Math.max(0, own.top)]
    let [right, bottom] = [Math.min(innerWidth, own.right), Math.min(innerHeight, own.bottom)]
    for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(parent)
      if (overflowX !== 'visible' || overflowY !== 'visible') {
        const box = parent.getBoundingClientRect()
        left = Math.max(left, box.left)
        top = Math.max(top, box.top)
        right = Math.min(right, box.right)
        bottom = Math.min(bottom, box.bottom)
      }
      if (position === 'fixed') break
    }
    return { width: right - left, height: bottom - top, own }
  }
  return [...document.querySelectorAll(selector)].flatMap((element) => {
    if (element.matches(':disabled') || !isShown(element)) return []
    element.scrollIntoView({ block: 'center', inline: 'center' })
    const { width, height, own } = visiblePart(element)
    if (width >= Math.min(12, own.width / 2) && height >= Math.min(12, own.height / 2)) return []
    return [element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 60)]
  })
}
