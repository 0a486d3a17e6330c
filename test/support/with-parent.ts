/** Loaded before a portal that a test started: it ends when the test does, however that ends. */
process.on('disconnect', () => process.exit(1))
process.channel?.unref()
