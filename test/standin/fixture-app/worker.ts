process.parentPort.on('message', ({ data }) => {
  if (data === 'end') process.exit(3)
  process.parentPort.postMessage({ heard: data, argv: process.argv.slice(2) })
})
