using System.ComponentModel.DataAnnotations;

namespace Parley.Host.Options;

/// <summary>The value is an address of HTTP, or null.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CollectorTextAttribute : ValidationAttribute
{
    public CollectorTextAttribute() => ErrorMessage = "an address, http://HOST:PORT or https://HOST:PORT";

    public override bool IsValid(object? value) =>
        value is null || (value is string text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");
}
