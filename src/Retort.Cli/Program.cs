using Retort.Cli;

DriverStart.Begin(args);
return await RetortCli.RunAsync(args, CliHost.OfProcess());
