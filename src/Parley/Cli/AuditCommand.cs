using System.CommandLine;
using Parley.Core.Operators;
using Parley.Host.Operators;
using Parley.Host.Options;

namespace Parley.Host.Cli;

internal static class AuditCommand
{
    public static Command Create() => OperatorCommand.Create("audit", "Who did what when: acts of operators and administrators, refused logins, exports and erasures; newest first.", [], [], (desk, _, cancellationToken) =>
        desk.PagesAsync<AuditPage>(
            before => new ListAudit((long?)before),
            page =>
            {
                foreach (var entry in page.Entries)
                    Console.Out.WriteLine(Printable.OneLine($"{entry.Time:yyyy-MM-ddTHH:mm:ssZ} {entry.Act,-18} {entry.By ?? "-",-20} {entry.Address ?? "-",-20} {string.Join(' ', new[] { entry.Account, entry.Room, entry.Detail }.OfType<string>())}"));
                return page.Next;
            },
            cancellationToken));
}
