// Times the revision graph on 100,000 revisions of which every tenth forks off and every twentieth joins the fork again, cold: one
// process, one run of each question. Prints lines of a Markdown table.
using System.Diagnostics;
using System.Globalization;
using Retort;
using Retort.Revisions;

const int Count = 100_001;
Revision[] revisions = [.. Enumerable.Range(0, Count).Select(i => new Revision
{
    Id = Id(i),
    Revises = (i % 20) switch
    {
        0 when i == 0 => [],
        0 => [Id(i - 1), Id(i - 10)],
        11 => [Id(i - 2)],
        _ => [Id(i - 1)],
    },
    Source = new SourceLocation(string.Create(CultureInfo.InvariantCulture, $"{i}.sql")),
})];
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
return path.Steps.Length == Count && history.Length == Count && head.Id == Id(Count - 1) ? 0 : 1;

static RevisionId Id(int i) => RevisionId.Parse(string.Create(CultureInfo.InvariantCulture, $"r{i}"));

static void Print(string question, Stopwatch clock)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {question} | {clock.Elapsed.TotalMilliseconds:0} ms |"));
    clock.Restart();
}
