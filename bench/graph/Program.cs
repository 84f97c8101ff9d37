// Times the revision graph on 100,000 revisions with branches and merges, cold: one
// process, one run of each question. Prints lines of a Markdown table.
using System.Diagnostics;
using System.Globalization;
using Retort.Benchmarks;
using Retort.Revisions;

var revisions = LargeHistory.Build();
var before = GC.GetTotalMemory(forceFullCollection: true);

var clock = Stopwatch.StartNew();
var graph = RevisionGraph.Build(revisions);
Print("build the graph", clock);
var head = graph.Resolve("head").Single();
Print("resolve `head`", clock);
var path = graph.PlanUpgrade([], ["head"]);
Print("plan the way from the base to the head, version rows included", clock);
var history = graph.Range(RevisionRange.Parse(":"));
Print("list the history", clock);
var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| memory of all of these | {memory / 1048576} MB |"));
using var process = Process.GetCurrentProcess();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| peak memory of the process, with the revisions | {process.PeakWorkingSet64 / 1048576} MB |"));
return path.Steps.Length == LargeHistory.Count && history.Length == LargeHistory.Count && head.Id == LargeHistory.Head ? 0 : 1;

static void Print(string question, Stopwatch clock)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {question} | {clock.Elapsed.TotalMilliseconds:0} ms |"));
    clock.Restart();
}
