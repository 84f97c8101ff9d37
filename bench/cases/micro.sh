# What Retort computes without a database: processor time, and what is allocated. A comparison does not run it.
[ ${#builds[@]} = 1 ] || return 0
echo
dotnet run -c Release --project bench/micro -- --filter '*'
