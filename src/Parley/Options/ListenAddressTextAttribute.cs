using System.ComponentModel.DataAnnotations;

namespace Parley.Host.Options;

/// <summary>The value reads as a <see cref="ListenAddress"/>, or is null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ListenAddressTextAttribute : ValidationAttribute
{
    public const string Accepted = "HOST:PORT with an IP address, localhost or * as HOST ([ ] around IPv6) and 0 to 65535 as PORT";

    public ListenAddressTextAttribute() => ErrorMessage = Accepted;

    public override bool IsValid(object? value) => value is null || (value is string text && ListenAddress.TryParse(text, out _));
}
