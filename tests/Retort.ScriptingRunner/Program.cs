// Loads all revisions of a folder in a process of its own, and prints what it took: "1000 revisions, 812 ms, without the compiler".
//   Retort.ScriptingRunner VERSIONS-FOLDER CACHE-FOLDER
using System.Diagnostics;
using Retort.RevisionFiles;
using Retort.Scripting;

var watch = Stopwatch.StartNew();
var folder = new VersionsFolder([args[0]], new RevisionCompiler(args[1]));
var migrations = await folder.LoadAsync(await folder.ReadAsync());
var compiler = AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetName().Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));
Console.WriteLine($"{migrations.Count} revisions, {watch.ElapsedMilliseconds} ms, {(compiler ? "with" : "without")} the compiler");
