using System.CommandLine;
using System.CommandLine.Parsing;
using Parley.Host.Start;

namespace Parley.Host.Cli;

/// <summary>The command <c>parley</c>: finds the verb and runs it.</summary>
internal static class ParleyCommand
{
    private static readonly string[] RootOptions = ["--help", "-h", "-?", "/?", "--version"];

    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var parsed = Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors.DistinctBy(e => e.Message, StringComparer.Ordinal))
                await Console.Error.WriteLineAsync($"parley: {Options.Printable.OneLine(error.Message)}");
            await Console.Error.WriteLineAsync($"parley: see {Path(parsed.CommandResult)} --help");
            return ExitCode.Refused;
        }
        // Signals are the verbs' own business: a server drains, a terminal restores the screen.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        return await Faults.ReportAsync(() => parsed.InvokeAsync(invocation, cancellationToken));
    }

    /// <summary>Without a verb it is <c>serve</c>.</summary>
    public static ParseResult Parse(string[] args)
    {
        var serveMeant = args.Length == 0 || (args[0].StartsWith('-') && !RootOptions.Contains(args[0], StringComparer.Ordinal));
        return Root().Parse(serveMeant ? ["serve", .. args] : args, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Parley, a chat server and its clients. Without a verb: serve; \"parley serve --help\" lists the options of a start.")
        {
            ServeCommand.Create(),
            CheckConfigCommand.Create(),
            ChatCommand.Create(),
            TurnCommand.Create(),
            LanCommand.Create(),
            AccountCommand.Create(),
            RoomCommand.Create(),
            InspectCommand.Create(),
            AuditCommand.Create(),
            CopyCommand.Create(),
        };
        var version = new Command("version", "Print the version.");
        version.SetAction(_ => Console.Out.WriteLine($"parley {Product.Version}"));
        root.Add(version);
        return root;
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "parley";
}
