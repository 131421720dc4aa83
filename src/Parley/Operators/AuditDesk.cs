using Parley.Contracts;
using Parley.Core.Operators;
using Parley.Core.Ports;

namespace Parley.Host.Operators;

/// <summary>Shows the audit, with names in place of numbers.</summary>
internal sealed class AuditDesk(IAccountStore accounts, ILiveChat chat)
{
    private const int Page = 200;
    private const string Operator = "operator";

    public async Task<OperatorReply> ListAsync(ListAudit request, CancellationToken cancellationToken)
    {
        var page = await chat.Audit.ListAsync(request.Before, Page, cancellationToken);
        var names = new Dictionary<long, string>();
        var rows = new List<AuditRow>();
        foreach (var entry in page)
            rows.Add(new(entry.Number, entry.Time, entry.Act, await NameAsync(entry.By), entry.Address, await NameAsync(entry.Account), entry.Room, entry.Detail));
        return new AuditPage(rows, page.Count == Page ? page[^1].Number : null);

        async ValueTask<string?> NameAsync(long? number)
        {
            if (number is not { } id)
                return null;
            if (id == AuditEntry.Operator)
                return Operator;
            if (!names.TryGetValue(id, out var name))
                names[id] = name = (await accounts.FindAsync(new AccountId(id), cancellationToken))?.Login.Value ?? $"erased-{id}";
            return name;
        }
    }
}
