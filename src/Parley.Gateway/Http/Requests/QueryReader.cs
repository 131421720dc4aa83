using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Contracts;

namespace Parley.Gateway.Http.Requests;

/// <summary>Reads the parameters of a query; the first that does not parse makes the <see cref="Refusal"/>. Of a doubled one the last counts.</summary>
internal sealed class QueryReader(HttpRequest request)
{
    public Refusal? Refusal { get; private set; }

    public string? Text(string name) => request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;

    public long? Long(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        Refuse(name, text);
        return null;
    }

    public int? Int(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        Refuse(name, text);
        return null;
    }

    public void Refuse(string name, string value) =>
        Refusal ??= Contracts.Refusal.Of(ErrorCode.InvalidValue, "what", name, "value", value.Length <= 40 ? value : value[..40]);
}
