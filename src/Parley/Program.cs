using Parley.Host.Cli;

return await ParleyCommand.RunAsync(args, CancellationToken.None);
