export interface GridLayout {
  readonly columns: number
  readonly rowCount: number
  readonly cellWidth: number
  readonly cellHeight: number
  readonly totalHeight: number
}

export const GAP_PX = 10
/** Height of one line of text under each thumbnail, with its air. */
const CAPTION_PX = 26
const SECOND_LINE_PX = 16
/** From this width on the label has a line of its own. */
const TWO_LINES_PX = 140

/** What of a tile's text fits under its picture. */
export function captionOf(cellWidth: number): { readonly twoLines: boolean; readonly height: number } {
  const twoLines = cellWidth >= TWO_LINES_PX
  return { twoLines, height: CAPTION_PX + (twoLines ? SECOND_LINE_PX : 0) }
}

/** As many columns as fit; cells share what is left over, so that both edges are flush. */
export function layoutGrid(count: number, width: number, tileSize: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + GAP_PX) / (tileSize + GAP_PX)))
  const cellWidth = Math.max(1, Math.floor((width - GAP_PX * (columns - 1)) / columns))
  const cellHeight = cellWidth + captionOf(cellWidth).height
  const rowCount = Math.ceil(count / columns)
  return {
    columns,
    rowCount,
    cellWidth,
    cellHeight,
    totalHeight: rowCount === 0 ? 0 : rowCount * (cellHeight + GAP_PX) - GAP_PX,
  }
}

/** First and one past the last row to draw, with some rows beyond both edges. */
export function visibleRows(
  layout: GridLayout,
  scrollTop: number,
  viewportHeight: number,
  overscan = 2,
): { first: number; end: number } {
  const pitch = layout.cellHeight + GAP_PX
  const first = Math.max(0, Math.floor(scrollTop / pitch) - overscan)
  const end = Math.min(layout.rowCount, Math.ceil((scrollTop + viewportHeight) / pitch) + overscan)
  return { first: Math.min(first, end), end }
}

/** Where a key moves the keyboard's place; null for a key that moves nothing. */
export function moveInGrid(
  key: string,
  position: number,
  grid: { columns: number; count: number; rowsPerPage: number },
): number | null {
  const last = grid.count - 1
  const page = grid.columns * Math.max(1, grid.rowsPerPage)
  const target = {
    ArrowLeft: position - 1,
    ArrowRight: position + 1,
    ArrowUp: position - grid.columns >= 0 ? position - grid.columns : position,
    ArrowDown: position + grid.columns <= last ? position + grid.columns : position,
    PageUp: position - page,
    PageDown: position + page,
    Home: 0,
    End: last,
  }[key]
  return target === undefined ? null : Math.min(last, Math.max(0, target))
}
