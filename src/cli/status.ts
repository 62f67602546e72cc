/** Where a command leaves its exit status; commands never end the process themselves. */
export interface Status {
  exit: number
}
