using Parley.Storage.Tests.Sqlite;

// With the child's argument this is the process that the crash tests kill; else the test runner.
return args is [CrashChild.Argument, var directory, var seed]
    ? await CrashChild.RunAsync(directory, int.Parse(seed))
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
