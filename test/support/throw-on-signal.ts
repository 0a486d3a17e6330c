/** Loaded before a portal: makes it fail, when told, in a way that nothing in it foresaw. */
process.on('SIGUSR2', () => {
  throw new Error('nobody foresaw this')
})
