// Starts Azurite with this process's arguments, and stops it when whoever started it closes the pipe, however that process ended.
process.stdin.on('end', () => process.emit('SIGTERM'));
process.stdin.resume();
require('azurite/dist/src/azurite.js');
