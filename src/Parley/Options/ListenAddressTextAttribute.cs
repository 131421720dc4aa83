using System.ComponentModel.DataAnnotations;

namespace Parley.Host.Options;

/// <summary>The value reads as a <see cref="ListenAddress"/>, or each of a list does, or is null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListenAddressTextAttribute : ValidationAttribute
{
    public const string Accepted = "HOST:PORT with an IP address, localhost or * as HOST ([ ] around IPv6) and 0 to 65535 as PORT";

    public ListenAddressTextAttribute() => ErrorMessage = Accepted;

    public override bool IsValid(object? value) => value switch
    {
        null => true,
        string text => ListenAddress.TryParse(text, out _),
        IReadOnlyList<string> list => list.All(text => ListenAddress.TryParse(text, out _)),
        _ => false,
    };
}
