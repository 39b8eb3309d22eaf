@rem Windows has no exec: this lets the npm scripts of package.json, which begin with it, run there too.
@rem With exec npm's shell makes room for the program, so that a signal to npm reaches it.
@%*
