#!/bin/sh
# Brings the database to the newest revision, and then is the application: it has this process id, these signals, this exit code.
# Of many instances that start at once one migrates, the others wait for it; where that fails, the application is not started.
exec retort start --yes -- dotnet "bin/${Configuration:-Debug}/net10.0/Ultra.dll" "$@"
