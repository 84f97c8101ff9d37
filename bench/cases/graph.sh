# The graph of 100,000 revisions with branches and merges, each question asked once, cold.
for build in "${builds[@]}"; do
    [ "$build" = now ] || printf '\nBefore:\n'
    printf '\n| question | |\n| --- | ---: |\n'
    "$work/$build-graph/graph"
done
