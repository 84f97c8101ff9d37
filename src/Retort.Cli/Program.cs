using Retort.Cli;

HeadStart.Begin(args);
return await RetortCli.RunAsync(args, CliHost.OfProcess());
